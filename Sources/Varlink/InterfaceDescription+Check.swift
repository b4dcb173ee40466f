// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension InterfaceDescription {
    /// Checks the parameters of a call to one of the methods; throws `InvalidParameter` for the first that does not fit.
    ///
    /// A field that may be null may be left out. Integers are written without fraction and exponent and fit 64 bits;
    /// floats may be written as integers. Of words only the JSON type is checked: their values belong to the method.
    package func check(parameters json: [UInt8], of method: Method) throws(VarlinkError) {
        try check(json, method.parameters)
    }

    /// Checks a reply of one of the methods in the same way: for tests of the service.
    package func check(reply json: [UInt8], of method: Method) throws(VarlinkError) {
        try check(json, method.reply)
    }

    /// Checks the parameters of one of the errors in the same way: for tests of the service.
    package func check(parameters json: [UInt8], ofError name: String) throws(VarlinkError) {
        guard let fields = errors[name] else {
            throw .invalidParameter(name)
        }
        try check(json, fields)
    }

    private func check(_ json: [UInt8], _ fields: [Field]) throws(VarlinkError) {
        // The empty object, by far the most common one, is not worth a scan.
        if json == JSONObject.empty, fields.isEmpty {
            return
        }
        guard let scanner = try? JSONScanner(json) else {
            // ignoring: where the text is not UTF-8; no parameter can be named.
            throw .invalidParameter("")
        }
        var check = ParameterCheck(scanner: scanner, types: types)
        try check.structure(fields)
    }
}
