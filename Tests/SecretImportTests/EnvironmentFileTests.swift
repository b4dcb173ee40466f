// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

struct EnvironmentFileTests {
    @Test(arguments: [
        ("A=1", "A=1"),
        ("  A \t=  1  ", "A=1"),
        ("export A=1", "A=1"),
        ("export\tA = 1", "A=1"),
        ("export=1", "export=1"),
        ("A=", "A="),
        ("A=   # nothing", "A="),
        ("A=#x", "A=#x"),
        ("A=x#y", "A=x#y"),
        ("A=x # y", "A=x"),
        ("A=a b  c", "A=a b  c"),
        ("A=b=c==", "A=b=c=="),
        ("A=it's", "A=it's"),
        (#"A=a\nb"#, #"A=a\nb"#),
        (#"A='a\n"b" # c'"#, #"A=a\n"b" # c"#),
        ("A='' # c", "A="),
        (#"A="a\n\t\"\\b""#, "A=a\n\t\"\\b"),
        (#"A="C:\dir $HOME ${X}""#, #"A=C:\dir $HOME ${X}"#),
        ("A=$HOME", "A=$HOME"),
        (#"A=" # x "   # y"#, "A= # x "),
        ("A=\"\"", "A="),
        ("A=ключ", "A=ключ"),
        ("a.b-c_D9=x", "a.b-c_D9=x"),
        ("A=x: y", "A=x: y"),
    ])
    func `a line gives`(_ line: String, _ expected: String) throws {
        #expect(try parsed(line) == [expected])
    }

    @Test func `blank lines, comments, CRLF and a byte order mark are accepted`() throws {
        let text = "\u{FEFF}# comment\r\n\r\nA=1\r\n  # B=2\r\nC='3'\r\nD=\"4\"  # d\r\n \t\r\nE=5"
        #expect(try parsed(text) == ["A=1", "C=3", "D=4", "E=5"])
    }

    @Test func `a value may hold any bytes but a line break`() throws {
        #expect(try parsed("A=a\rb\u{1}\u{2028}c") == ["A=a\rb\u{1}\u{2028}c"])
    }

    @Test(arguments: [
        ("A=1\nhunter2\n", "file:2: The line has no '='"),
        ("hunter2", "file:1: The line has no '='"),
        ("A=1\nhunter2 x=hunter2", "file:2: What stands before '=' is no name"),
        ("1A=hunter2", "file:1: What stands before '=' is no name"),
        ("=hunter2", "file:1: What stands before '=' is no name"),
        ("export export A=hunter2", "file:1: What stands before '=' is no name"),
        ("A=\"hunter2\nB=1", "file:1: The quoted value of 'A' does not end on its line"),
        ("\n\nA='hunter2\n'", "file:3: The quoted value of 'A' does not end on its line"),
        (#"A="hunter2\""#, "file:1: The quoted value of 'A' does not end on its line"),
        ("A='hunter2'hunter2", "file:1: Something follows the closing quote of 'A'"),
        ("A='hunter2'# c", "file:1: Something follows the closing quote of 'A'"),
        ("A=hunter2\nB=1\nexport A=hunter2", "'A' is already set in line 1 and again in line 3"),
    ])
    func `what is wrong is named with its line`(_ text: String, _ expected: String) throws {
        let message = try refusal(text)
        #expect(message.contains(expected))
    }
}
