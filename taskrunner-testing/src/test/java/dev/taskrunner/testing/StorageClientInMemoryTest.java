package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class StorageClientInMemoryTest extends StorageClientTest {}
