package dev.taskrunner.langchain4j;

import dev.taskrunner.testing.InMemoryRooms;

/** The same without sockets. */
@InMemoryRooms
class StringServiceInMemoryContractTest extends StringServiceContractTest {}
