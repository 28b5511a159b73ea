package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class SecretsClientInMemoryTest extends SecretsClientTest {}
