// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

/// The real programs over a real socket: each test has a daemon and a state directory of its own.
///
/// One after the other, because each of them keeps the machine busy enough for its times to mean something.
@Suite(.serialized)
enum RealPrograms {}
