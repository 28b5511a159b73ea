package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class WorkerInMemoryTest extends WorkerTest {}
