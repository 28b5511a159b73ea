package dev.taskrunner.testing;

/** The same without sockets: the same refusals. */
@InMemoryRooms
class AdmissionInMemoryTest extends AdmissionTest {}
