package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class AgentToolsInMemoryTest extends AgentToolsTest {}
