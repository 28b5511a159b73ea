package dev.taskrunner.server.web;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.spi.RoomTransport;
import java.util.List;

/** What the web side needs of the server it belongs to. Implementations are thread-safe and never block. */
public interface WebHost {

    /**
     * Checks the signature and the age of a token.
     *
     * @param jwt as it came
     * @return what it says
     * @throws dev.taskrunner.room.TokenException when it is not to be trusted
     */
    ParticipantToken verify(String jwt);

    /**
     * Signs a token with the server's secret.
     *
     * @param token what it says
     * @return the signed token
     */
    String sign(ParticipantToken token);

    /**
     * The rooms that are open now.
     *
     * @return each with its numbers, in no order
     */
    List<RoomCount> rooms();

    /**
     * The way into a room without sockets, with the same refusals as over the network.
     *
     * @return makes transports
     */
    RoomTransport.Factory memory();

    /**
     * Whether a browser on this machine may have a token for the asking.
     *
     * @return true only where the server was started so
     */
    boolean localAccess();

    /**
     * The largest message of a room, and so the largest request and answer here.
     *
     * @return bytes
     */
    int maxMessageBytes();

    /**
     * One open room.
     *
     * @param name the room's name
     * @param participants the connections to it
     * @param agents the runners registered in it
     * @param running the asks and tool calls that wait for an answer
     */
    record RoomCount(String name, int participants, int agents, int running) {}
}
