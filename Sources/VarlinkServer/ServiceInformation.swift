// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What `org.varlink.service.GetInfo` says of a service, its interfaces aside.
package struct ServiceInformation: Sendable, Equatable {
    /// Who makes it.
    package let vendor: String

    /// What it is called.
    package let product: String

    /// Its version.
    package let version: String

    /// Where to read about it.
    package let url: String

    /// Puts the parts together.
    package init(vendor: String, product: String, version: String, url: String) {
        self.vendor = vendor
        self.product = product
        self.version = version
        self.url = url
    }
}
