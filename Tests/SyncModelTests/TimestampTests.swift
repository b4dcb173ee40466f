// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

@testable import SyncModel

@Suite
struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000_123, "2023-11-14T22:13:20.123Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ])
    func `a time is told in UTC with milliseconds, and read back`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(rfc3339: text) == Timestamp(milliseconds: milliseconds))
    }

    @Test
    func `every day of four centuries goes out and comes back`() {
        for day in stride(from: Int64(-80_000), through: 80_000, by: 1) {
            let date = CivilDate(daysSinceEpoch: day)
            #expect(date.daysSinceEpoch == day && (1...12).contains(date.month) && (1...31).contains(date.day))
        }
    }

    @Test(arguments: [
        ("2023-11-15T00:13:20.1+02:00", 1_700_000_000_100),
        ("2023-11-14t17:43:20-04:30", 1_700_000_000_000),
        ("2023-11-14 22:13:20z", 1_700_000_000_000),
        ("2023-11-14T22:13:20.123999Z", 1_700_000_000_123),
    ])
    func `offsets, small letters and long fractions are read`(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2023-11-14", "2023-11-14T22:13Z", "2023-11-14T22:13:20", "2023-02-29T00:00:00Z", "2023-13-01T00:00:00Z",
        "2023-00-01T00:00:00Z", "2023-01-01T24:00:00Z", "2023-01-01T00:60:00Z", "2023-01-01T00:00:00.Z",
        "2023-01-01T00:00:00ZZ", "2023-01-01T00:00:00+1:00", " 2023-01-01T00:00:00Z", "20230101T000000Z",
        "\u{0662}023-01-01T00:00:00Z",
    ])
    func `what is not of the form is refused`(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test
    func `times are moved and compared to the millisecond`() {
        let time = Timestamp(milliseconds: 1000)
        #expect(time.advanced(by: .microseconds(1999)) == Timestamp(milliseconds: 1001))
        #expect(time.advanced(by: .seconds(-2)) == Timestamp(milliseconds: -1000))
        #expect(time.advanced(by: .seconds(3)).since(time) == .seconds(3))
        #expect(time < time.advanced(by: .milliseconds(1)))
        #expect(Duration.milliseconds(1500).inSeconds == 1.5)
    }
}
