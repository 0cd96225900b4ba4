package io.mediachassis.snmp.agent;

import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.log.LogAdapter;
import org.snmp4j.log.LogFactory;
import org.snmp4j.log.LogLevel;

/**
 * Takes SNMP4J's log into ours. Below WARN it prints communities and whole messages, so that is off whatever the
 * configuration says; its ERRORs (a target that can't be reached) are nothing that a person must act on at once.
 */
public final class LibraryLog extends LogFactory {
    /** Puts it in place; before the first use of any class of SNMP4J. */
    public static void install() {
        LogFactory.setLogFactory(new LibraryLog());
    }

    @Override
    protected LogAdapter createLogger(Class<?> c) {
        return new Adapter(LoggerFactory.getLogger(c));
    }

    @Override
    protected LogAdapter createLogger(String className) {
        return new Adapter(LoggerFactory.getLogger(className));
    }

    private static final class Adapter implements LogAdapter {
        /** What reads messages: what these complain of anybody can cause as often as he likes, and the library counts it. */
        private static final Pattern READERS = Pattern.compile("org\\.snmp4j\\.(mp|security|asn1)\\..*|.*MessageDispatcherImpl");

        private final Logger log;
        private final boolean ofStrangers;

        Adapter(Logger log) {
            this.log = log;
            this.ofStrangers = READERS.matcher(log.getName()).matches();
        }

        private void tell(String text) {
            if (ofStrangers) {
                log.debug("{}", text);
            } else {
                log.warn("{}", text);
            }
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public boolean isWarnEnabled() {
            return log.isWarnEnabled();
        }

        @Override
        public void debug(Serializable message) {}

        @Override
        public void info(CharSequence message) {}

        @Override
        public void warn(Serializable message) {
            // An answer that found the address given up: whoever ordered a switch-over may see that.
            if (log.getName().endsWith(".CommandProcessor")) {
                log.debug("{}", message);
                return;
            }
            tell(String.valueOf(message));
        }

        @Override
        public void error(Serializable message) {
            tell(String.valueOf(message));
        }

        @Override
        public void error(CharSequence message, Throwable throwable) {
            tell(message + " (" + throwable + ")");
        }

        @Override
        public void fatal(Object message) {
            log.warn("{}", message);
        }

        @Override
        public void fatal(CharSequence message, Throwable throwable) {
            log.warn("{}", message, throwable);
        }

        @Override
        public void setLogLevel(LogLevel level) {}

        @Override
        public LogLevel getLogLevel() {
            return LogLevel.WARN;
        }

        @Override
        public LogLevel getEffectiveLogLevel() {
            return LogLevel.WARN;
        }

        @Override
        public String getName() {
            return log.getName();
        }

        @Override
        public Iterator<?> getLogHandler() {
            return Collections.emptyIterator();
        }
    }
}
