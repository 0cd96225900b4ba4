/** The boards' operating systems: which boards tell of theirs, and HOST-RESOURCES-MIB (RFC 2790). */
@NullMarked
package io.mediachassis.snmp.host;

import org.jspecify.annotations.NullMarked;
