package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class QueuesClientInMemoryTest extends QueuesClientTest {}
