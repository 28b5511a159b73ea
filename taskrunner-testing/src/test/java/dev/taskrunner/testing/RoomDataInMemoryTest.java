package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class RoomDataInMemoryTest extends RoomDataTest {}
