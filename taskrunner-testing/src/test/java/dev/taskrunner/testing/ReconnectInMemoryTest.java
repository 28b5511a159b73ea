package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class ReconnectInMemoryTest extends ReconnectTest {}
