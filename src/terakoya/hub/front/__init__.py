"""The one public port: streams, WebSockets and uploads on their way to the part they are for.

It speaks the interface by which JupyterHub tells a proxy its routes, so JupyterHub's own class for
`configurable-http-proxy` drives it. docs/explanation/office.md tells why it is ours, with figures.
"""
