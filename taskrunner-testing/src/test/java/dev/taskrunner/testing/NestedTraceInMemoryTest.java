package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class NestedTraceInMemoryTest extends NestedTraceTest {}
