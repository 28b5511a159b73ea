package dev.taskrunner.server;

import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.PushedMessage;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;

/**
 * How a generation of the wire says what a room has to say. The room model decides that something is said; only implementations
 * know message names. Stateless; safe for any thread, also under a room's lock.
 */
interface Dialect {

    /** The first thing a participant hears: who it is, and then where. */
    void greet(Session session, String roomUrl);

    /** The answer to a request. */
    Message answer(long requestId, Body content);

    /** The answer to a request, already packed. */
    Message answer(long requestId, ByteBuffer packedContent);

    /** To the worker: nobody waits for this job any more. */
    Message cancelled(Job job, ErrorInfo why);

    /** To the caller: how far its job has come. */
    Message progress(Job job, JsonFields progress);

    /** A message of another participant, or a system message about one; packed once for any number of recipients. */
    ByteBuffer[] pack(PushedMessage pushed, Body original);

    /** The packed message for one recipient. */
    Message pushed(Session to, ByteBuffer[] packed);

    /** An entry of the developer log. */
    Message log(Session to, JsonFields entry);

    /** An update of a document that the participant has open. */
    Message documentUpdate(Session to, String path, byte[] update);

    /** Asks a participant for something that another one needs. */
    Message prompt(Session to, String type, JsonFields prompt);

    /** A file was written or deleted by a participant. */
    Message fileChanged(Session to, String path, boolean deleted, String participantId);

    /** Reads and does what a participant sent. */
    void receive(Session from, Message message);

    /** Makes good for a message of a participant that was lost, so that nobody waits for it. */
    void lost(Session from, long id, String type, ErrorInfo why);
}
