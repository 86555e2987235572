"""One request as API Gateway hands it over (HTTP API, payload format 2.0), read on demand."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from urllib.parse import parse_qsl

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from pydantic import BaseModel, TypeAdapter, ValidationError

from tasklake_api.bodies import JSON, body_of, parsed, require_media_type
from tasklake_api.conditions import Preconditions
from tasklake_api.identity import Caller
from tasklake_api.problems import MOST_ERRORS, InputError, ProblemError, ProblemType


class Request:
    def __init__(self, event: APIGatewayProxyEventV2) -> None:
        self._event = event
        context = event.request_context
        self.id = context.request_id
        self.method = context.http.method
        self.path = event.path
        self.has_route = event.route_key != "$default"
        self._claims: Mapping[str, str] = context.authorizer.jwt_claim

    @property
    def user_id(self) -> str | None:
        """The subject of the token; None where a route takes none."""
        return self._claims.get("sub")

    def require_token(self) -> str:
        """Return the subject of the token.

        Raises:
            ProblemError: There is no verified token.
        """
        user_id = self.user_id
        if not user_id:
            raise ProblemError(
                ProblemType.UNAUTHENTICATED,
                "Send an ID or access token as a bearer token.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return user_id

    @cached_property
    def caller(self) -> Caller:
        return Caller.from_claims(self._claims)

    @cached_property
    def headers(self) -> Mapping[str, str]:
        headers = self._event.headers
        # Powertools would read them twice more, to see whether an answer may be compressed that never is.
        self._event.resolved_headers_field = headers
        return headers

    @property
    def has_query(self) -> bool:
        return bool(self._event.raw_query_string)

    @property
    def parameter_names(self) -> Collection[str]:
        return self._event.query_string_parameters.keys()

    @property
    def preconditions(self) -> Preconditions:
        return Preconditions.of(self.headers)

    def body[T](self, form: TypeAdapter[T], media_types: Sequence[str] = (JSON,)) -> T:
        """Read the body as JSON of a form.

        Raises:
            ProblemError: The content type is another one, or the text is too long, not JSON or not of the form.
        """
        require_media_type(self.headers, media_types, self.method)
        return parsed(body_of(self._event), form)

    def query[T: BaseModel](self, form: type[T], several: Collection[str] = ()) -> T:
        """Read the query string.

        Args:
            form: What it is read into.
            several: The parameters that take values separated by commas; to repeat them says the same.

        Raises:
            ProblemError: A parameter is unknown, repeated or of another form.
        """
        try:
            # An HTTP API joins repeated parameters with commas, but keeps the raw text.
            raw = self._event.raw_query_string.encode()
            pairs = parse_qsl(raw.decode(), keep_blank_values=True, errors="strict")
        except UnicodeError:
            raise ProblemError(ProblemType.INVALID_PARAMETER, "The query string is not UTF-8.") from None
        parameters: dict[str, str] = {}
        repeated: dict[str, InputError] = {}
        for name, value in pairs:
            if name not in parameters:
                parameters[name] = value
            elif name in several:
                parameters[name] += f",{value}"
            else:
                repeated[name] = {"detail": "Give the parameter once.", "parameter": name}
        if repeated:
            raise parameter_problem([*repeated.values()])
        try:
            return form.model_validate_strings(parameters)
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False, include_context=False, include_input=False)
            refused = {str(error["loc"][0]): error["msg"] for error in errors}
            raise parameter_problem(
                [{"detail": detail, "parameter": name} for name, detail in refused.items()]
            ) from None


def parameter_problem(errors: Sequence[InputError]) -> ProblemError:
    names = [error["parameter"] for error in errors if "parameter" in error]
    more = f" and {len(names) - MOST_ERRORS} more, {len(names)} in all" if len(names) > MOST_ERRORS else ""
    return ProblemError(
        ProblemType.INVALID_PARAMETER,
        f"These query parameters are refused: {', '.join(names[:MOST_ERRORS])}{more}.",
        errors=errors[:MOST_ERRORS],
    )
