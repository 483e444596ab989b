"""Pure rules of casework: words, states, who may do what. Standard library only."""
