// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Lets `--socket PATH` stand anywhere, also before the noun, where the argument parser would not take it.
enum ArgumentOrder {
    /// The same arguments with `--socket` moved behind the others, before a `--`.
    static func movingSocketBack(_ arguments: some Sequence<String>) -> [String] {
        var front: [String] = []
        var moved: [String] = []
        var rest = Array(arguments)[...]
        while let argument = rest.first, argument != "--" {
            rest = rest.dropFirst()
            if argument == "--socket", let path = rest.popFirst() {
                moved += [argument, path]
            } else if argument.hasPrefix("--socket=") {
                moved.append(argument)
            } else {
                front.append(argument)
            }
        }
        // Shell completion hands over whole command lines, whose order means something.
        if front.first?.hasPrefix("---") == true { return Array(arguments) }
        return front + moved + rest
    }
}
