// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Bytes of a key or a secret: they have no textual description and are overwritten with zeros when released.
///
/// Shared by reference, immutable after creation, so it never multiplies in memory by being passed on.
package final class Material: @unchecked Sendable {  // Safe because the buffer is written in the initializers only.
    private let storage: UnsafeMutableRawBufferPointer

    /// Copies bytes in; the caller's own copy is the caller's to forget.
    package init(_ bytes: some Collection<UInt8>) {
        storage = .allocate(byteCount: bytes.count, alignment: 16)
        storage.copyBytes(from: bytes)
    }

    /// Takes exactly `count` bytes that `fill` writes.
    package init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        storage = .allocate(byteCount: count, alignment: 16)
        do {
            try fill(storage)
        } catch {
            storage.deallocate()
            throw error
        }
    }

    deinit {
        eraseMemory(storage)
        storage.deallocate()
    }

    /// How many bytes it holds.
    package var count: Int { storage.count }

    /// Gives the bytes for the length of the closure; they must not be kept.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(storage))
    }
}

extension Material: Equatable {
    /// Compares in time that depends on the length only.
    package static func == (left: Material, right: Material) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in 0..<left.storage.count { difference |= left.storage[index] ^ right.storage[index] }
        return difference == 0
    }
}

extension Material: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says how long it is and nothing else.
    package var description: String { "Material(\(count) bytes)" }

    /// The same as `description`.
    package var debugDescription: String { description }

    /// Hides the storage from `dump` and from string interpolation of enclosing values.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Overwrites memory with zeros; called unoptimised, so that a write before a deallocation is not taken for useless.
@inline(never)
@_optimize(none)
private func eraseMemory(_ memory: UnsafeMutableRawBufferPointer) { fillWithZeros(memory) }

/// Optimised on its own, into a call of memset.
@inline(never)
private func fillWithZeros(_ memory: UnsafeMutableRawBufferPointer) {
    for index in memory.indices { memory[index] = 0 }
}
