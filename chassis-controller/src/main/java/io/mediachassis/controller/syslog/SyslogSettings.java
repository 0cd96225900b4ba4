package io.mediachassis.controller.syslog;

import io.mediachassis.backplane.proto.UnitEvent.Severity;
import java.util.List;

/**
 * What is told to whom.
 *
 * @param targets as {@link SyslogTarget#parse} takes them
 * @param severity the least severe that is told
 * @param ca file with the certificates (PEM) that those of tls targets are signed with; empty: Java's own
 */
public record SyslogSettings(List<String> targets, Least severity, String ca) {
    /** The least severe. */
    public enum Least {
        INFO(Severity.INFO),
        WARNING(Severity.WARNING),
        CRITICAL(Severity.CRITICAL);

        private final Severity severity;

        Least(Severity severity) {
            this.severity = severity;
        }

        Severity severity() {
            return severity;
        }
    }

    public SyslogSettings {
        targets = List.copyOf(targets);
        // Checks them, so that it is an error at start.
        targets.forEach(SyslogTarget::parse);
    }
}
