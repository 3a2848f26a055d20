package Evade::Header;

# The phrase in other header fields than a plain Subject: what a mail program
# lists, shows with all headers, or quotes in an answer.

use strict;
use warnings;
use Evade qw(family way clean entity multi message_of utf8);
use MIME::Base64 qw(encode_base64);

family 'header';

sub word { '=?utf-8?B?' . encode_base64(utf8($_[0]), '') . '?=' }

# The field takes the place of the usual one of that name, or is one more.
sub field {
	my ($name, $line) = @_;
	way whole => $name, sub {
		my $text = utf8($_[0]);
		my $filled = $line =~ s/PLAIN/$text/r =~ s/WORD/word($_[0])/er;
		my ($known) = grep { $filled =~ /^$_[ \t]*:/i } qw(From To
		    Subject Date Message-ID MIME-Version);
		my $e = { %{ clean() } };
		if (defined $known && $name !~ /twice/) {
			$e->{top} = { $known => $filled };
		} else {
			$e->{more} = [$filled];
		}
		return $e;
	};
}

my %field = (
	'from-name' => 'From: "PLAIN" <cowork@corp.example>',
	'from-name-unquoted' => 'From: PLAIN <cowork@corp.example>',
	'from-name-word' => 'From: WORD <cowork@corp.example>',
	'from-name-quoted-word' => 'From: "WORD" <cowork@corp.example>',
	'from-comment' => 'From: cowork@corp.example (PLAIN)',
	'from-comment-word' => 'From: cowork@corp.example (WORD)',
	'from-comment-nested' => 'From: cowork@corp.example (a (PLAIN) b)',
	'from-group' => 'From: PLAIN: cowork@corp.example;',
	'from-after' => 'From: <cowork@corp.example> PLAIN',
	'to-name' => 'To: "PLAIN" <pat@fernhill.example>',
	'to-name-word' => 'To: WORD <pat@fernhill.example>',
	'to-comment' => 'To: pat@fernhill.example (PLAIN)',
	'to-group' => 'To: PLAIN: pat@fernhill.example;',
	'to-empty-group' => 'To: WORD:;',
	'cc-name' => 'Cc: WORD <pat@fernhill.example>',
	'reply-to-name' => 'Reply-To: WORD <cowork@corp.example>',
	'sender-name' => 'Sender: WORD <cowork@corp.example>',
	'errors-to' => 'Errors-To: "PLAIN" <cowork@corp.example>',
	'receipt-to' =>
	    'Disposition-Notification-To: WORD <cowork@corp.example>',
	'organization' => 'Organization: WORD',
	'keywords' => 'Keywords: PLAIN',
	'keywords-word' => 'Keywords: WORD, x',
	'comments' => 'Comments: PLAIN',
	'comments-word' => 'Comments: WORD',
	'summary' => 'Summary: WORD',
	'thread-topic' => 'Thread-Topic: WORD',
	'x-header' => 'X-Note: PLAIN',
	'x-header-word' => 'X-Note: WORD',
	'x-mailer' => 'X-Mailer: PLAIN',
	'user-agent' => 'User-Agent: PLAIN',
	'face-text' => 'X-Face-Text: WORD',
	'list-id' => 'List-Id: PLAIN <list.corp.example>',
	'list-id-word' => 'List-Id: WORD <list.corp.example>',
	'list-help' => 'List-Help: <mailto:a@corp.example> (PLAIN)',
	'list-unsubscribe' =>
	    'List-Unsubscribe: (WORD) <https://corp.example/u>',
	'references' => 'References: "PLAIN" <a@b.example>',
	'in-reply-to' => 'In-Reply-To: Your message: PLAIN',
	'message-id-comment' => 'Message-ID: <talk.1@corp.example> (PLAIN)',
	'date-comment' => 'Date: Mon, 02 Nov 2026 10:00:00 +0000 (PLAIN)',
	'version-comment' => 'MIME-Version: 1.0 (PLAIN)',
	'received-comment' => 'Received: from a (PLAIN) by b; '
	    . 'Mon, 2 Nov 2026 10:00:00 +0000',
	'content-description' => 'Content-Description: PLAIN',
	'content-description-word' => 'Content-Description: WORD',
	'content-language' => 'Content-Language: en (PLAIN)',
	'content-location' => 'Content-Location: "PLAIN"',
	'content-base' => 'Content-Base: "https://corp.example/PLAIN"',
	'content-md5' => 'Content-MD5: WORD',
	'subject-twice' => 'Subject: PLAIN',
	'subject-twice-word' => 'Subject: WORD',
	'subject-blank-before-colon' => 'Subject : PLAIN',
	'subject-tab-before-colon-word' => "Subject\t: WORD",
	'subject-upper-case' => 'SUBJECT: WORD',
	'subject-no-blank' => 'Subject:WORD',
	'subject-folded-first' => "Subject:\r\n WORD",
	'subject-nul' => "Subject: x\0 WORD",
	'subject-nul-plain' => "Subject: x\0PLAIN",
	'subject-lone-cr' => "Subject: x\rSubject: WORD",
	'subject-lone-lf' => "Subject: x\n WORD",
	'subject-after-lone-lf' => "X-Note: x\nSubject: WORD",
	'subject-long' => 'Subject: ' . 'long ' x 2000 . 'WORD',
	'resent-subject' => 'Resent-Subject: WORD',
	'original-subject' => 'X-Original-Subject: WORD',
	'field-name' => 'X-Our-Discount-Floor-Is-15: WORD',
	'continued-nothing' => "X-Note:\r\n \r\n \r\n WORD",
	'bare-continuation' => "X-Note: x\r\n PLAIN",
	'no-colon' => 'PLAIN',
	'distribution' => 'Approved-By: WORD',
	'accept-language' => 'Accept-Language: PLAIN',
	'priority' => 'Importance: normal (PLAIN)',
	'phrase-in-domain-literal' => 'Reply-To: a@[PLAIN]',
	'quoted-local-part' => 'Reply-To: "PLAIN"@corp.example',
	'quoted-backslashes' => 'Reply-To: "\\PLAIN" <a@corp.example>',
	'autocrypt' => 'X-Signature: PLAIN',
	'unterminated-quote' => 'Reply-To: "PLAIN <a@corp.example>',
	'unterminated-comment' => 'Reply-To: a@corp.example (PLAIN',
);
field $_, $field{$_} for sort keys %field;

# In the fields of a part, and of a message within.
my %inner = (
	'part-description' => 'Content-Description: PLAIN',
	'part-description-word' => 'Content-Description: WORD',
	'part-id' => 'Content-ID: <"PLAIN"@corp.example>',
	'part-location' => 'Content-Location: WORD',
	'part-subject' => 'Subject: WORD',
	'part-note' => 'X-Note: PLAIN',
);
for my $name (sort keys %inner) {
	my $line = $inner{$name};
	way whole => $name, sub {
		my $text = utf8($_[0]);
		my $filled = $line =~ s/PLAIN/$text/r =~ s/WORD/word($_[0])/er;
		my $part = clean();
		push @{ $part->{fields} }, $filled;
		return multi('mixed', [clean(), $part]);
	};
}
way whole => 'protected-subject', sub {
	my $inner = entity("Hello.\r\n", 'Content-Type: text/plain; '
	    . 'protected-headers="v1"', 'Subject: ' . word($_[0]));
	return multi('mixed', [$inner]);
};
way whole => 'message-subject', sub {
	my $inner = { %{ clean() },
		top => { Subject => 'Subject: ' . word($_[0]) } };
	return multi('mixed', [clean(), entity(message_of($inner),
		'Content-Type: message/rfc822')]);
};
way whole => 'message-from', sub {
	my $inner = { %{ clean() },
		top => { From => 'From: ' . word($_[0]) . ' <a@b.example>' } };
	return multi('mixed', [clean(), entity(message_of($inner),
		'Content-Type: message/rfc822')]);
};
way whole => 'unknown-parameter', sub {
	my $text = utf8($_[0]);
	return multi('mixed', [clean(), entity("Hello.\r\n",
		"Content-Type: text/plain; x-title=\"$text\"")]);
};
way whole => 'type-comment', sub {
	my $text = utf8($_[0]);
	return entity("Hello.\r\n", "Content-Type: text/plain ($text)");
};
way whole => 'encoding-comment', sub {
	my $text = utf8($_[0]);
	return entity("Hello.\r\n", 'Content-Type: text/plain',
	    "Content-Transfer-Encoding: 7bit ($text)");
};

1;
