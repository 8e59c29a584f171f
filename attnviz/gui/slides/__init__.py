"""Slides of the step-through mode: pure painting of a trace and a focus on any painter, one file for each picture."""
