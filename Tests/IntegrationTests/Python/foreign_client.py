# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""A client of the control socket over PyPI's `varlink`, which was not written here; it remembers what it met."""

import base64
import contextlib
import sys

try:
    import varlink
except ImportError:
    sys.exit("PyPI's varlink is not installed: run `make setup`, or `python3 -m pip install varlink`")

SERVICE = "org.varlink.service"


def b64(data):
    return base64.b64encode(data).decode()


def unb64(text):
    return base64.b64decode(text, validate=True)


def equal(found, expected, what=""):
    if found != expected:
        raise AssertionError(f"{what or 'value'}: found {found!r}, expected {expected!r}")


class ForeignClient:
    """Calls methods by interface and name, and keeps the names of the methods called and of the errors met."""

    def __init__(self, address):
        self.client = varlink.Client(address=address)
        self.connections = {}
        self.called = set()
        self.met = set()

    def interface(self, name):
        return f"io.kmsync.{name}" if "." not in name else name

    def connection(self, interface):
        if interface not in self.connections:
            self.connections[interface] = self.client.open(interface)
        return self.connections[interface]

    def call(self, name, /, **parameters):
        """`name` is for example "Keys.CreateKey"."""
        interface, method = self.interface(name.rpartition(".")[0]), name.rpartition(".")[2]
        self.called.add((interface, method))
        return getattr(self.connection(interface), method)(**parameters) or {}

    def refused(self, error, name, _with=None, /, **parameters):
        """The call must meet `error`, for example "Keys.KeyNotFound", with at least the parameters of `_with`."""
        expected = f"{self.interface(error.rpartition('.')[0])}.{error.rpartition('.')[2]}"
        try:
            reply = self.call(name, **parameters)
        except varlink.VarlinkError as met:
            # The class of the library hides what it knows behind types of its own.
            equal(met.error(), expected, f"the error of {name}({parameters}), {met.parameters()}")
            self.met.add(expected)
            for key, value in (_with or {}).items():
                equal(met.parameters().get(key), value, f"{key} of {expected}")
            return met.parameters()
        raise AssertionError(f"{name}({parameters}) was accepted: {reply}; expected {expected}")

    def unserved(self, name, /, **parameters):
        """Described in the interface, and answered as one that this daemon does not serve yet."""
        self.refused(f"{SERVICE}.MethodNotImplemented", name, **parameters)

    def methods(self, interface):
        members = self.client.get_interface(interface).members
        return {name for name, member in members.items() if type(member).__name__ == "_Method"}

    def errors(self, interface):
        members = self.client.get_interface(interface).members
        return {f"{interface}.{name}" for name, member in members.items() if type(member).__name__ == "_Error"}

    @contextlib.contextmanager
    def stream(self, name, /, **parameters):
        """A connection of its own on which the method was called with "more"."""
        interface, method = self.interface(name.rpartition(".")[0]), name.rpartition(".")[2]
        self.called.add((interface, method))
        connection = self.client.open(interface)
        try:
            yield getattr(connection, method)(_more=True, **parameters)
        finally:
            connection.close()

    def close(self):
        for connection in self.connections.values():
            connection.close()
