package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class TakingUpAgainInMemoryTest extends TakingUpAgainTest {}
