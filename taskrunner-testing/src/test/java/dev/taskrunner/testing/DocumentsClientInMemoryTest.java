package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class DocumentsClientInMemoryTest extends DocumentsClientTest {}
