#include "textflag.h"

// func dotAVX2(a *int8, b *int16, n int, next *int8) int32
// Widens 16 numbers of a at a time to 16 bits, multiplies them with b's, adds
// neighbouring products in 32 bits, and so twice a round, in which it also has the
// processor fetch as much of next.
TEXT ·dotAVX2(SB), NOSPLIT, $0-36
	MOVQ  a+0(FP), SI
	MOVQ  b+8(FP), DI
	MOVQ  n+16(FP), CX
	MOVQ  next+24(FP), DX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1

loop:
	PREFETCHT0 (DX)
	VPMOVSXBW (SI), Y2
	VPMADDWD  (DI), Y2, Y2
	VPADDD    Y2, Y0, Y0
	VPMOVSXBW 16(SI), Y3
	VPMADDWD  32(DI), Y3, Y3
	VPADDD    Y3, Y1, Y1
	ADDQ      $32, DX
	ADDQ      $32, SI
	ADDQ      $64, DI
	SUBQ      $32, CX
	JG        loop

	VPADDD       Y1, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPADDD       X1, X0, X0
	VPSHUFD      $0x4E, X0, X1
	VPADDD       X1, X0, X0
	VPSHUFD      $0xB1, X0, X1
	VPADDD       X1, X0, X0
	VMOVD        X0, AX
	VZEROUPPER
	MOVL         AX, ret+32(FP)
	RET
