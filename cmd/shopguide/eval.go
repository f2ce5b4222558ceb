package main

// evalCommand holds the evaluations.
type evalCommand struct {
}
