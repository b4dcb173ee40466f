// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The kinds of entries, each with its `MESSAGE_ID`, by which the catalog (`systemd/kmsyncd.catalog`, `journalctl -x`)
/// explains it.
///
/// The numbers are random (`systemd-id128 new`) and never change.
enum MessageID: String, Sendable, CaseIterable {
    case daemonStarted = "ea34d0f94c4b49bb92bba13577f1ca05"
    case daemonStopping = "3e966a9392714627bfd06e6a7c077c99"
    case callsCutOff = "f47badb929e347a4adf10b9a7497b03a"
    case stoppedAtOnce = "d6af95a93a9e4656a73524ccb8a380c1"
    case startRefused = "aa67bca696c24b289fa837b4ba9eb732"
    case configurationReloaded = "301baba1855b452c846f6f974e29aa5e"
    case reloadRefused = "c86cb19459264bcab4f2952b173870c7"
    case masterKeyMade = "cb17033ea49a46e0895ed520e8f9c44e"
    case rootKeyRewrapped = "11be6feb6e114e49bf441815ff3c58c3"
    case instanceUnusable = "1d8884cb056a49aea4d4be234e696432"
    case instanceUsable = "0ab16272e19203cd617658254a6b7bbd"
    case instanceFull = "cdfe058f30fb40a881aab972186fae6b"
    case instanceHasSpace = "07b6af317a46471fbf2377dcb80078a9"
    case diskFailed = "561051b95d574a8ab8c2cc2003b9d55c"
    case queuesStandStill = "34fcbf228b5545d199024743f79a8082"
    case queuesMoveAgain = "4d4892bae3454976867f6dbd8c4ec5fd"
    case materialDestroyed = "dcec2d3145b54e10a7f0f0a2bf31d26c"
    case faultRehearsed = "0daeef737e2844ee998e4289d344f92a"
    case connectionsExhausted = "1fa71f3b4e1f47b1b7597984ada89c4f"
    case handlerDefective = "55da6eab984e48708f8cdc5dc92ce375"

    case instanceCreated = "22642ae60b5a42f7ac4366397d9cea92"
    case instanceReleased = "ee9df53fab264ebbb332fa7f7bf94d6e"
    case associationCreated = "074ab71264fa41edae03180d9fb1fa0f"
    case associationRefused = "a27bba35e6c448ecb095a9687370b9ef"
    case replicaConnected = "2da633b832f7461c9f1ba515619f346c"
    case replicaBackingOff = "7b0b2725a60d4d9f87346090d890269e"
    case replicaDown = "41d92fa066d646248441537e6e2b5b7a"
    case replicaInSync = "022bd0f83bfb4f63be5a7b824276531d"
    case replicaPaused = "e592cfd6e2f8467b9ed064ad4eae09b8"
    case replicaResumed = "e081d8d9d04047e68ce660ad0cc930f3"
    case replicaDisassociating = "537493a3b12f42c190bc9f3422a2d7cc"
    case replicaDisassociated = "61184aa4ceb14feb9fccb2198ebf180d"
    case selectionGrown = "d210e43976294d059ac3672021b34528"
    case resourceFailed = "a982a52bd104427880490374010c36f4"
    case resourcesFailed = "9e83c8febc0e487db36ab2a2196f6420"
    case transitionsCounted = "5658b9779fd044f9a413337ce9fabb53"

    case accessDenied = "5e1c2b944464448684d0e7956ad4dba6"
    case accessesDenied = "d7c698dabf2a40e6ab4215ddb8edaa2f"
    case materialUsed = "2f6c53cf6ab2490b81d535c3bc6536f6"
    case materialUseFailed = "c1975046d40b432ebfe46f5174c82c0c"
    case materialUsesCounted = "2a923495e2bf407f85dd951de7a14c7e"
    case changeMade = "d899125e72dc4f2a8c71719deab4cb07"
    case changeFailed = "a62e59e68c234a0aa27f9a69270de7e8"
    case changesCounted = "7b726b35320c4e0197b93caf5ea3291b"
}
