// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

/// A method that changes nothing: a client may repeat a call that broke before its reply.
package protocol ReadingMethod: VarlinkMethod {}
