import Testing

/// What users meet: the built `spikelab`, run as a process in a folder of its own. Its exit code,
/// what it says, and what it leaves behind.
///
/// One process at a time: the machine is busy with the other suites already.
@Suite("Command line", .serialized, .ownThread)
enum CommandLineTests {}

/// The same of commands on many runs: sweeps, their reports, the paper's figures. They go beside the other commands,
/// for both wait much of their time: for a disk, a signal, a clock.
@Suite("Command line: many runs", .serialized, .ownThread)
enum ManyRunsCommandTests {}
