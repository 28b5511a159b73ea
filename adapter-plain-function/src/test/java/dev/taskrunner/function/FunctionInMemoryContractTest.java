package dev.taskrunner.function;

import dev.taskrunner.testing.InMemoryRooms;

/** The same without sockets. */
@InMemoryRooms
class FunctionInMemoryContractTest extends FunctionContractTest {}
