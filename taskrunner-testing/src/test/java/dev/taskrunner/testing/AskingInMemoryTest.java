package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class AskingInMemoryTest extends AskingTest {}
