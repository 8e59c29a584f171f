"""The compute room: every operation of the models on a device, and the only importer of pyopencl.

``device.open_ops`` gives an ``Ops``; models are written against that and do not know what runs them.
Importing this package costs nothing: pyopencl is imported when a device is listed or opened.
"""
