package preference

// Ledger is the list of constraints in force, in the order in which they were
// said.
type Ledger struct {
	Constraints []Constraint `json:"constraints,omitempty"`
}
