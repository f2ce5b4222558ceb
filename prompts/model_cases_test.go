package prompts

// instructing are the prompts that a language model reads.
var instructing = []example{
	{"interpreter", "", both(Interpreter{})},
	{"narrator", "", both(Narrator{})},
	{"material", "of one item", pair(
		Material{JSON: `{"1":"亚麻立领衬衫"}`},
		Material{JSON: `{"1":"Linen Band-Collar Shirt"}`})},
	{"repair", "of a price", both(Repair{Claim: "¥99"})},
}
