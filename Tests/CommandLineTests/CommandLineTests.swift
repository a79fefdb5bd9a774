import Testing

/// What users meet: the built `spikelab`, run as a process in a folder of its own. Its exit code,
/// what it says, and what it leaves behind.
///
/// One process at a time: the machine is busy with the other suites already.
@Suite("Command line", .serialized, .ownThread)
enum CommandLineTests {}
