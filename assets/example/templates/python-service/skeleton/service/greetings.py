"""A greeting, so that there is something to begin with."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

router = APIRouter(prefix="/v1/greetings")


class Greeting(BaseModel):
    message: str


@router.get("/{name}")
async def greet(name: Annotated[str, Path(min_length=1, max_length=80)]) -> Greeting:
    return Greeting(message=f"Hello, {name}!")
