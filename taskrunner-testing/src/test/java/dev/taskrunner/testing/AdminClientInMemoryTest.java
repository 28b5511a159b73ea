package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class AdminClientInMemoryTest extends AdminClientTest {}
