/** What carries a room's packets, and what tells it the time: for those who bring a transport or a clock of their own. */
@NullMarked
package dev.taskrunner.room.spi;

import org.jspecify.annotations.NullMarked;
