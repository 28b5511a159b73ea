package dev.taskrunner.llm;

import dev.taskrunner.testing.InMemoryRooms;

/** The same without sockets. */
@InMemoryRooms
class LlmInMemoryContractTest extends LlmContractTest {}
