package dev.taskrunner.testing;

import dev.taskrunner.room.Generation;

/** The same in the current generation of the wire. */
@Speaking(Generation.CURRENT)
class StreamToolsCurrentTest extends StreamToolsTest {}
