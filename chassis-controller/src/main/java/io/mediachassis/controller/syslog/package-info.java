/** The event log told to syslog receivers (RFC 5424) by the controller that is active. */
@NullMarked
package io.mediachassis.controller.syslog;

import org.jspecify.annotations.NullMarked;
