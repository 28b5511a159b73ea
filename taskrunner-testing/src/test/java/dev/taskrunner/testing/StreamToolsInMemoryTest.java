package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class StreamToolsInMemoryTest extends StreamToolsTest {}
