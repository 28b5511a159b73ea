package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class ContentInMemoryTest extends ContentTest {}
