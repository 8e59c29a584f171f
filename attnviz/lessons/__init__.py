"""The step-through mode as data: what each step says, and the numbers that fill it. No Qt, no callbacks."""
