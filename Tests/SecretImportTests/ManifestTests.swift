// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

struct ManifestTests {
    @Test func `data and stringData give NAMESPACE NAME KEY, and stringData wins`() throws {
        let text = """
            # made by hand
            apiVersion: v1
            kind: Secret
            metadata:
              namespace: shop
              name: db
              labels: {app: web}
            type: Opaque
            data:
              user: YWRtaW4=
              password: "bG9zZXI="
              empty: ""
              wrapped: |
                YWRt
                aW4=
            stringData:
              password: winner
              url: 'postgres://x:y@h/db?a=1&b=2'
              block: |
                two
                lines

            """
        let secrets = try parsed(text)
        #expect(
            secrets == [
                "shop/db/user=admin", "shop/db/empty=", "shop/db/wrapped=admin", "shop/db/password=winner",
                "shop/db/url=postgres://x:y@h/db?a=1&b=2", "shop/db/block=two\nlines\n",
            ]
        )
    }

    @Test func `several documents and lists are read, with CRLF and a byte order mark`() throws {
        let text = """
            \u{FEFF}---
            apiVersion: v1
            kind: Secret
            metadata: {name: a}
            stringData: {k: "1"}
            ---
            ---
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: Secret
              metadata: {name: b}
              stringData: {k: "2"}
            - kind: Secret
              metadata: {name: c, namespace: n}
              data:
            ...
            """
        #expect(try parsed(text) == ["default/a/k=1", "default/b/k=2"])
        #expect(try parsed(text.replacing("\n", with: "\r\n")) == ["default/a/k=1", "default/b/k=2"])
    }

    @Test func `a manifest may be written in JSON`() throws {
        let text = #"{"apiVersion":"v1","data":{"k":"MQ=="},"kind":"Secret","metadata":{"name":"a"}}"#
        #expect(try parsed(text) == ["default/a/k=1"])
        let list = #"{"apiVersion":"v1","kind":"List","metadata":{"resourceVersion":""},"items":[\#(text)]}"#
        #expect(try parsed(list) == ["default/a/k=1"])
    }

    @Test(arguments: [
        ("port: 5432", "'default/a/port' is no string in YAML: put it in double quotes"),
        ("on: yes", "'default/a/on' is no string in YAML"),
        ("f: 1.5", "'default/a/f' is no string in YAML"),
        ("n: null", "'default/a/n' is null"),
        ("n:", "'default/a/n' is null"),
        ("o: {hunter2: hunter2}", "'default/a/o' is no string: write it as one string"),
        ("l: [hunter2]", "'default/a/l' is no string: write it as one string"),
        ("v: !vault hunter2", "'default/a/v' is no string in YAML"),
    ])
    func `what is no string is refused by name and line`(_ entry: String, _ expected: String) throws {
        let message = try refusal("kind: Secret\nmetadata: {name: a}\nstringData:\n  ok: hunter2\n  \(entry)\n")
        #expect(message.contains("file:5: "))
        #expect(message.contains(expected))
    }

    @Test(arguments: [
        ("kind: ConfigMap\nmetadata: {name: x}\ndata: {a: hunter2}", "file:1: 'ConfigMap' 'x' is no Secret"),
        ("kind: List\nitems:\n- kind: Pod\n", "file:3: 'Pod' is no Secret"),
        ("kind: List\nitems:\n- kind: List\n  items: []\n", "file:3: 'List' is no Secret"),
        ("kind: List\n", "file:1: The List has no items"),
        ("kind: List\nitems: []\n", "file: The file holds no secret"),
        ("kind: Secret\nstringData: {a: hunter2}", "file:1: The Secret has no metadata"),
        ("kind: Secret\nmetadata: {}\nstringData: {a: hunter2}", "'name' is missing"),
        ("kind: Secret\napiVersion: v2\nmetadata: {name: a}", "A Secret of apiVersion 'v2' is not known"),
        ("kind: Secret\nmetadata: {name: a}\nstringdata: {a: hunter2}", "file:3: A Secret has no field 'stringdata'"),
        ("kind: Secret\nmetadata: {name: a}\ndata: {a: ENC}\nsops: {mac: x}", "A Secret has no field 'sops'"),
        (
            "kind: Secret\nmetadata: {name: a}\ndata:\n  a: hunter2!\n",
            "file:4: The value of 'default/a/a' is no base64"
        ),
        ("kind: Secret\nmetadata: {name: a}\ndata:\n  a: aHVudGVyMg\n", "is no base64"),
        ("kind: Secret\nmetadata: {name: a}\ndata: hunter2\n", "file:3: 'data' is no mapping"),
        ("password: hunter2\n", "file:1: 'kind' is missing"),
        ("- hunter2\n", "file:1: This is no mapping"),
        ("---\nhunter2\n", "file:2: This is no mapping"),
        ("kind: Secret\n  x: hunter2\n", "file:2: The YAML is broken"),
        ("kind: Secret\ndata: {a: 'hunter2\n", "The YAML is broken"),
        ("kind: \"a\u{1}hunter2\"\n", "a character that YAML forbids"),
    ])
    func `what is wrong is named with its line`(_ text: String, _ expected: String) throws {
        let message = try refusal(text)
        #expect(message.contains(expected))
    }

    @Test func `the same name twice is refused with both lines`() throws {
        let secret = "kind: Secret\nmetadata: {name: a}\nstringData:\n  k: hunter2\n"
        #expect(
            try refusal(secret + "---\n" + secret).contains(
                "'default/a/k' is already set in line 4 and again in line 9"
            )
        )
        #expect(try refusal(secret + "  \"k\" : x\n").contains("'k' is already set in line 4 and again in line 5"))
        let other = "kind: Secret\nmetadata: {name: a}\nstringData: {k: hunter2, k: x}\n"
        #expect(try refusal(other).contains("file:3: 'k' stands twice in the mapping"))
        #expect(
            try refusal(secret + "  1: a\n  \"1\": b\n").contains("'1' is already set in line 5 and again in line 6")
        )
    }

    @Test func `aliases are refused before they are followed`() throws {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            bomb +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        #expect(try refusal(bomb + "? *a30\n: x\n").contains("file:2: YAML aliases"))
        #expect(try refusal("kind: Secret\nmetadata: &m {name: a}\ndata: {*m : x}").contains("file:3: YAML aliases"))
        #expect(try refusal("a: &a x\n<<: *a\n").contains("file:2: YAML aliases"))
        #expect(try refusal("a: &a x\nb: [x,*a]\n").contains("file:2: YAML aliases"))
    }

    @Test func `signs of aliases in values do no harm`() throws {
        let text = "kind: Secret\nmetadata: {name: a}\nstringData:\n  k: 'x & y * z a&b *c *.d'\n"
        #expect(try parsed(text) == ["default/a/k=x & y * z a&b *c *.d"])
    }

    @Test func `deep nesting is refused, not recursed into`() throws {
        let message = try refusal("kind: " + String(repeating: "[", count: 100_000))
        #expect(message.contains("The YAML is broken (Maximum nesting level reached"))
    }
}
