package io.mediachassis.controller.headend.metadata.reach;

import io.mediachassis.controller.headend.metadata.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks file servers whether they answer, have a file, and have the proof. The name is looked up once, judged, and that
 * very address connected to, so that no second answer of the name server leads inside; nothing is redirected; a few
 * kilobytes are read at most. Blocks for {@link #MOST}; any thread.
 */
public final class Reachability {
    /** An answer takes no longer, whatever the server does. */
    public static final Duration MOST = Duration.ofSeconds(6);

    private final AddressPolicy policy;

    public Reachability(AddressPolicy policy) {
        this.policy = policy;
    }

    /**
     * What was found.
     *
     * @param fault what is wrong, for people; empty: nothing
     * @param bytes of the file, where the server says it
     * @param unasked it was not asked, since it lies where nobody is asked
     */
    public record Finding(String fault, OptionalLong bytes, boolean unasked) {
        static Finding fault(String fault) {
            return new Finding(fault, OptionalLong.empty(), false);
        }

        static Finding good(OptionalLong bytes) {
            return new Finding("", bytes, false);
        }

        public boolean isGood() {
            return fault.isEmpty();
        }
    }

    /** Whether the server answers at all. */
    public Finding answers(ServerAddress server) {
        return at(server, asked -> asked.answers());
    }

    /**
     * Whether the server has a file.
     *
     * @param path from the root on
     */
    public Finding has(ServerAddress server, String path) {
        return at(server, asked -> asked.has(path));
    }

    /** Whether a small file has this content: nobody can put it there but whose the server is. */
    public Finding proves(ServerAddress server, String path, String content) {
        return server.scheme().isMulticast()
                ? Finding.fault("a multicast group shows no proof; ask the operator to approve it")
                : at(server, asked -> asked.proves(path, content));
    }

    /** A question to one server; its address is judged already. */
    interface Asked {
        Finding answers() throws IOException;

        Finding has(String path) throws IOException;

        Finding proves(String path, String content) throws IOException;
    }

    private interface Question {
        Finding ask(Asked asked) throws IOException;
    }

    private Finding at(ServerAddress server, Question question) {
        if (server.scheme().isMulticast()) {
            // Whether something is sent to a group is for its receivers to see.
            return Finding.good(OptionalLong.empty());
        }
        try {
            InetAddress address = InetAddress.getByName(server.host());
            Optional<String> refused = policy.refusal(address);
            if (refused.isPresent()) {
                return new Finding(server.text() + " " + refused.get(), OptionalLong.empty(), true);
            }
            try (BoundedConnection connection = new BoundedConnection(server, address, MOST)) {
                return question.ask(switch (server.scheme()) {
                    case FTP -> new FtpAsked(connection);
                    case RTSP -> new RtspAsked(connection);
                    default -> new HttpAsked(connection, server);
                });
            }
        } catch (IOException e) {
            return Finding.fault(server.text() + " does not answer: " + e.getMessage());
        }
    }
}
