package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class AddRunnerInMemoryContractTest extends AddRunnerContractTest {}
