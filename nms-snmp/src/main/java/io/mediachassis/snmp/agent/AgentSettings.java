package io.mediachassis.snmp.agent;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * How an SNMP engine is reached and by whom.
 *
 * @param address the management address
 * @param enterprise IANA private enterprise number, 1 to 2^31-1
 * @param name sysName; empty for the station's own
 * @param community who may read by SNMPv2c; empty: SNMPv2c is off
 * @param maxRepetitions most repetitions answered to one GETBULK, 1 to 500
 * @param threads that answer requests, 1 to 16
 */
public record AgentSettings(
        InetSocketAddress address,
        int enterprise,
        String contact,
        String location,
        String name,
        Optional<String> community,
        List<User> users,
        List<TrapTarget> targets,
        int maxRepetitions,
        int threads) {
    /** Shortest passphrase that RFC 3414 (11.2) lets a key be made of. */
    public static final int MIN_PASSPHRASE = 8;

    public AgentSettings {
        users = List.copyOf(users);
        targets = List.copyOf(targets);
        if (enterprise < 1) {
            throw new IllegalArgumentException("enterprise number " + enterprise + " is below 1");
        }
        if (maxRepetitions < 1 || maxRepetitions > 500) {
            throw new IllegalArgumentException("max-repetitions " + maxRepetitions + " is not within 1 to 500");
        }
        if (threads < 1 || threads > 16) {
            throw new IllegalArgumentException("threads " + threads + " is not within 1 to 16");
        }
        for (TrapTarget t : targets) {
            if (t.v3() && users.stream().noneMatch(u -> u.name().equals(t.security()))) {
                throw new IllegalArgumentException("target " + t.address() + " names user " + t.security()
                        + ", who is not among the users");
            }
        }
    }

    /**
     * An SNMPv3 user: HMAC-192-SHA-256 (RFC 7860) and AES-128 (RFC 3826), always both.
     *
     * @param operator whether the user may order something of the unit, too
     */
    public record User(String name, String authPassphrase, String privPassphrase, boolean operator) {
        public User {
            if (name.isEmpty() || name.length() > 32) {
                throw new IllegalArgumentException("user name '" + name + "' is not 1 to 32 characters long");
            }
            if (authPassphrase.length() < MIN_PASSPHRASE || privPassphrase.length() < MIN_PASSPHRASE) {
                throw new IllegalArgumentException("a passphrase of user " + name + " is shorter than "
                        + MIN_PASSPHRASE + " characters");
            }
        }

        /** Without the passphrases: this may be logged. */
        @Override
        public String toString() {
            return "user " + name;
        }
    }

    /**
     * Where notifications go.
     *
     * @param v3 by SNMPv3 with a user's keys, else by SNMPv2c
     * @param security the user's name, or the community
     * @param inform ask for an acknowledgement and send again without one
     */
    public record TrapTarget(InetSocketAddress address, boolean v3, String security, boolean inform) {
        @Override
        public String toString() {
            return (v3 ? "v3 " : "v2c ") + address;
        }
    }
}
