"""The bench room: what attnviz and its peers take for the same work, side by side (``attnviz bench``).

Every side is a process of its own (``serving.py``), so that no one's threads spin while another computes; this process
only tells them whose turn it is. It imports neither torch nor pyopencl, and the window only runs in a child.
"""
